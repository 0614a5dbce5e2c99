"""What a worker does at its start."""

from celery.signals import celeryd_after_setup

from credentials.services import certificate
from credentials.tasks import preload_certificates


def test_a_worker_has_read_fonts_and_style_sheet_before_its_first_certificate() -> None:
    vars(certificate._of_thread).clear()

    answers = celeryd_after_setup.send(sender="worker@here", instance=None, conf=None)

    assert (preload_certificates, None) in answers
    assert hasattr(certificate._of_thread, "press")
