"""Structured logs: one event a line, with the request's id, without personal data."""

import logging.config
from typing import Any

import structlog

# Keys that could carry a person's data are blanked wherever they turn up in an event.
PRIVATE_KEYS = frozenset(
    {"email", "name", "legal_name", "chosen_name", "password", "token", "claims", "document"}
)


def _without_private_values(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for key in PRIVATE_KEYS & event.keys():
        event[key] = "…"
    return event


def logging_config(*, level: str, json: bool) -> None:
    """Set up structlog and the standard library's logging alike: `json` for machines, else for eyes."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _without_private_values,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if json
        # Plain tracebacks: the rich ones print local variables, and with them people's names.
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if json:
        last.append(structlog.processors.format_exc_info)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [*last, renderer],
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["console"], "level": level},
            "loggers": {
                "django.server": {"level": "WARNING"},
                # A line for each task, every few seconds, hides what matters.
                "celery": {"level": "WARNING"},
                "celery.apps": {"level": "INFO"},
                "pikepdf": {"level": "WARNING"},
                # WeasyPrint and fontTools narrate every glyph.
                "fontTools": {"level": "ERROR"},
                "weasyprint": {"level": "ERROR"},
            },
        }
    )
