"""Who lives in the demo world. All names are invented."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Someone who works for organisations: (organisation slug, role) pairs."""

    email: str
    name: str
    roles: tuple[tuple[str, str], ...] = ()
    operator: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A learner and how far they are.

    `courses` maps a course to what happened there: "passed", "barely", "failed", "reading" (half the
    lessons), "started" (opened the first), "open" (an attempt under way), "waiting" (handed
    in, and an answer waits for an assessor).
    """

    email: str
    name: str
    headline: str
    city: str = "Bristol"
    country: str = "GB"
    courses: Mapping[str, str] = dataclasses.field(default_factory=dict)
    months_ago: int = 3
    discoverable: bool = False
    portfolio: str = ""  # the address chosen, if published
    work_mode: str = "on_site"
    languages: tuple[str, ...] = ("en",)


ORGANISATIONS: tuple[Mapping[str, object], ...] = (
    {
        "slug": "ridgeway-care-academy",
        "name": "Ridgeway Care Academy",
        "description": "Short courses for people who look after people.",
        "is_provider": True,
        "city": "Bristol",
        "country": "GB",
        "url": "https://ridgeway.example",
        "contact_email": "registrar@ridgeway.example",
    },
    {
        "slug": "fieldnote-school",
        "name": "Fieldnote School",
        "description": "Clear data, clear words: skills for everyone who has to explain something.",
        "is_provider": True,
        "city": "Leiden",
        "country": "NL",
        "url": "https://fieldnote.example",
        "contact_email": "registrar@fieldnote.example",
    },
    {
        "slug": "harbourside-health",
        "name": "Harbourside Health",
        "description": "A group of small hospitals and care homes.",
        "is_employer": True,
        "city": "Bristol",
        "country": "GB",
        "url": "https://harbourside.example",
        "contact_email": "people@harbourside.example",
    },
    {
        "slug": "lumen-analytics",
        "name": "Lumen Analytics",
        "description": "Numbers for public services.",
        "is_employer": True,
        "city": "Utrecht",
        "country": "NL",
        "url": "https://lumen.example",
        "contact_email": "people@lumen.example",
    },
)

STAFF: tuple[Staff, ...] = (
    Staff(
        email="author@cairn.example",
        name="Ines Okonkwo",
        roles=(("ridgeway-care-academy", "author"), ("fieldnote-school", "author")),
    ),
    Staff(
        email="reviewer@cairn.example",
        name="Tomasz Lind",
        roles=(
            ("ridgeway-care-academy", "reviewer"),
            ("fieldnote-school", "reviewer"),
            ("fieldnote-school", "assessor"),
        ),
    ),
    Staff(
        email="registrar@cairn.example",
        name="Helen Moss",
        roles=(("ridgeway-care-academy", "owner"), ("fieldnote-school", "owner")),
    ),
    Staff(email="recruiter@cairn.example", name="Dana Reyes", roles=(("harbourside-health", "recruiter"),)),
    Staff(
        email="people@lumen.example",
        name="Joris de Wit",
        roles=(("lumen-analytics", "owner"), ("lumen-analytics", "recruiter")),
    ),
    Staff(email="owner@harbourside.example", name="Priya Nair", roles=(("harbourside-health", "owner"),)),
    Staff(email="operator@cairn.example", name="Sam Whitlock", operator=True),
)

MED, INF, DET = "medication-safety", "infection-prevention", "recognising-deterioration"
SAM, TID, CHA = "ask-better-of-samples", "tidy-spreadsheets", "honest-charts"
PLA, ACC = "plain-language", "accessible-documents"


def _learner(handle: str, name: str, headline: str, **facts: object) -> Learner:
    return Learner(email=f"{handle}@people.example", name=name, headline=headline, **facts)  # type: ignore[arg-type]


LEARNERS: tuple[Learner, ...] = (
    Learner(
        email="learner@cairn.example",
        name="Amara Boateng",
        headline="Nurse on a medical ward, learning at night",
        courses={MED: "passed", INF: "passed", DET: "reading", PLA: "started"},
        months_ago=2,
        discoverable=True,
        portfolio="amara",
        languages=("en", "fr"),
    ),
    _learner(
        "lucia",
        "Lucía Ferrer",
        "Care coordinator",
        courses={MED: "passed", INF: "passed", DET: "passed"},
        months_ago=6,
        discoverable=True,
        portfolio="lucia-ferrer",
        languages=("en", "es"),
    ),
    _learner(
        "hamza",
        "Hamza Siddiqui",
        "Staff nurse, night team",
        courses={MED: "passed", INF: "passed", DET: "barely", ACC: "passed", PLA: "passed"},
        months_ago=8,
        discoverable=True,
        portfolio="hamza",
        languages=("en", "ur"),
    ),
    _learner(
        "greta",
        "Greta Lindqvist",
        "Care assistant",
        courses={MED: "barely", INF: "passed"},
        months_ago=4,
        discoverable=True,
    ),
    _learner(
        "owen",
        "Owen Price",
        "Paramedic",
        courses={DET: "passed", MED: "failed"},
        discoverable=True,
        city="Cardiff",
    ),
    _learner(
        "mei",
        "Mei Tanaka",
        "Ward clerk",
        courses={INF: "passed", PLA: "passed"},
        months_ago=5,
        discoverable=True,
    ),
    _learner("kofi", "Kofi Mensah", "Support worker", courses={INF: "barely", MED: "open"}, months_ago=1),
    _learner(
        "siobhan",
        "Siobhán Kelly",
        "Returning to nursing",
        courses={MED: "reading"},
        city="Cork",
        country="IE",
    ),
    _learner(
        "ravi", "Ravi Menon", "Pharmacy technician", courses={MED: "passed"}, months_ago=10, discoverable=True
    ),
    _learner("elif", "Elif Yıldız", "Home carer", courses={INF: "failed"}, months_ago=1),
    _learner(
        "noor",
        "Noor van Dijk",
        "Student nurse",
        courses={DET: "passed", INF: "passed"},
        city="Utrecht",
        country="NL",
        discoverable=True,
        months_ago=7,
        languages=("nl", "en"),
    ),
    _learner("pavel", "Pavel Novák", "Porter, wants to nurse", courses={INF: "started"}, months_ago=1),
    _learner(
        "sanne",
        "Sanne Bakker",
        "Policy analyst",
        courses={SAM: "passed", TID: "passed", CHA: "passed"},
        city="Utrecht",
        country="NL",
        months_ago=9,
        discoverable=True,
        portfolio="sanne",
        work_mode="hybrid",
        languages=("nl", "en"),
    ),
    _learner(
        "diego",
        "Diego Ramos",
        "Data assistant in a library",
        courses={TID: "passed", CHA: "passed", SAM: "reading"},
        city="Leiden",
        country="NL",
        discoverable=True,
        work_mode="remote",
        languages=("es", "en"),
    ),
    _learner(
        "aiko",
        "Aiko Mori",
        "Researcher",
        courses={SAM: "passed", CHA: "passed"},
        city="Leiden",
        country="NL",
        discoverable=True,
        months_ago=11,
        work_mode="hybrid",
    ),
    _learner(
        "tariq",
        "Tariq Aziz",
        "Accounts clerk",
        courses={TID: "passed"},
        city="Utrecht",
        country="NL",
        months_ago=2,
        discoverable=True,
        work_mode="hybrid",
    ),
    _learner(
        "emma",
        "Emma Visser",
        "Journalist",
        courses={CHA: "passed", PLA: "passed", ACC: "passed"},
        city="Leiden",
        country="NL",
        discoverable=True,
        months_ago=5,
        portfolio="emma-visser",
        work_mode="remote",
    ),
    _learner(
        "jonas", "Jonas Weber", "Teacher", courses={SAM: "barely"}, city="Bremen", country="DE", months_ago=3
    ),
    _learner(
        "farah",
        "Farah Haddad",
        "Charity worker",
        courses={PLA: "passed", ACC: "waiting"},
        months_ago=2,
        discoverable=True,
        work_mode="remote",
        languages=("ar", "en"),
    ),
    _learner("tom", "Tom Eriksen", "Volunteer coordinator", courses={PLA: "failed"}, months_ago=1),
    _learner(
        "bea",
        "Bea Costa",
        "Web editor",
        courses={ACC: "passed", PLA: "passed", CHA: "barely"},
        months_ago=6,
        discoverable=True,
        work_mode="remote",
        languages=("pt", "en"),
    ),
    _learner(
        "ning",
        "Ning Zhao",
        "Lab technician",
        courses={TID: "passed", INF: "passed"},
        months_ago=4,
        discoverable=True,
    ),
    _learner(
        "isla",
        "Isla Grant",
        "GP receptionist",
        courses={DET: "open", PLA: "passed"},
        city="Glasgow",
        months_ago=2,
    ),
    _learner("marek", "Marek Zielinski", "Warehouse planner", courses={TID: "reading"}, months_ago=1),
    _learner(
        "yara",
        "Yara Nasser",
        "Trainee analyst",
        courses={SAM: "failed", TID: "passed"},
        city="Utrecht",
        country="NL",
        months_ago=3,
        discoverable=True,
    ),
    _learner(
        "leon",
        "Leon Fischer",
        "Museum guide",
        courses={ACC: "waiting"},
        city="Bremen",
        country="DE",
        months_ago=1,
    ),
    _learner(
        "chidi",
        "Chidi Eze",
        "Care home manager",
        courses={MED: "passed", DET: "passed"},
        months_ago=12,
        discoverable=True,
        portfolio="chidi",
    ),
    _learner(
        "olga",
        "Olga Petrenko",
        "Interpreter",
        courses={PLA: "passed", DET: "passed", ACC: "passed"},
        months_ago=7,
        discoverable=True,
        languages=("uk", "en"),
    ),
    _learner(
        "ruth",
        "Ruth Adeyemi",
        "Community nurse",
        courses={MED: "passed", INF: "barely", DET: "passed"},
        months_ago=14,
        discoverable=True,
    ),
    _learner("finn", "Finn O’Dowd", "Just looked in", courses={}, months_ago=0),
)
