"""Languages by their ISO 639 code, and the towns a new portal knows; countries are those of portfolios.

What an employer sees of a person's place and languages comes from these lists alone, never from what was
typed. Operators add towns in the admin.
"""

import unicodedata

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.countries import COUNTRIES
from portfolios.places import country_choices

__all__ = ["COUNTRIES", "LANGUAGES", "TOWNS", "country_choices", "key_of", "language_choices"]

TOWNS = {
    "AT": "Vienna|Graz|Linz|Salzburg|Innsbruck",
    "AU": "Sydney|Melbourne|Brisbane|Perth|Adelaide|Canberra",
    "BE": "Brussels|Antwerp|Ghent|Leuven|Liège",
    "BG": "Sofia|Plovdiv|Varna",
    "BR": "São Paulo|Rio de Janeiro|Brasília|Salvador|Recife|Porto Alegre",
    "CA": "Toronto|Montréal|Vancouver|Calgary|Ottawa|Halifax",
    "CH": "Zürich|Geneva|Basel|Bern|Lausanne",
    "CZ": "Prague|Brno|Ostrava",
    "DE": "Berlin|Hamburg|Munich|Cologne|Frankfurt|Stuttgart|Leipzig|Dresden|Bremen|Hanover|Freiburg",
    "DK": "Copenhagen|Aarhus|Odense",
    "EE": "Tallinn|Tartu",
    "ES": "Madrid|Barcelona|Valencia|Seville|Bilbao|Zaragoza|Málaga",
    "FI": "Helsinki|Tampere|Turku|Oulu",
    "FR": "Paris|Lyon|Marseille|Toulouse|Lille|Bordeaux|Nantes|Strasbourg|Rennes",
    "GB": "London|Birmingham|Manchester|Leeds|Sheffield|Liverpool|Newcastle|Nottingham|Bristol|Bath|Brighton|"
    "Cambridge|Oxford|Southampton|Plymouth|Exeter|Norwich|York|Cardiff|Swansea|Edinburgh|Glasgow|Aberdeen|Belfast",
    "GH": "Accra|Kumasi",
    "GR": "Athens|Thessaloniki",
    "HU": "Budapest|Debrecen|Szeged",
    "IE": "Dublin|Cork|Galway|Limerick|Waterford",
    "IN": "Delhi|Mumbai|Bengaluru|Chennai|Hyderabad|Kolkata|Pune|Kochi",
    "IT": "Rome|Milan|Turin|Naples|Bologna|Florence",
    "JP": "Tokyo|Osaka|Nagoya|Fukuoka|Sapporo",
    "KE": "Nairobi|Mombasa|Kisumu",
    "LT": "Vilnius|Kaunas",
    "LV": "Riga",
    "MX": "Mexico City|Guadalajara|Monterrey",
    "NG": "Lagos|Abuja|Ibadan|Port Harcourt",
    "NL": "Amsterdam|Rotterdam|The Hague|Utrecht|Eindhoven|Groningen|Leiden|Delft|Nijmegen|"
    "Maastricht|Haarlem",
    "NO": "Oslo|Bergen|Trondheim|Stavanger",
    "NZ": "Auckland|Wellington|Christchurch|Dunedin",
    "PH": "Manila|Cebu City|Davao City",
    "PL": "Warsaw|Kraków|Wrocław|Gdańsk|Poznań|Łódź",
    "PT": "Lisbon|Porto|Coimbra|Braga",
    "RO": "Bucharest|Cluj-Napoca|Timișoara|Iași",
    "SE": "Stockholm|Gothenburg|Malmö|Uppsala",
    "UA": "Kyiv|Lviv|Kharkiv|Odesa",
    "US": "New York|Los Angeles|Chicago|Houston|Phoenix|Philadelphia|San Francisco|Seattle|Boston|Denver|"
    "Atlanta|Austin|Portland|Minneapolis|Washington",
    "ZA": "Cape Town|Johannesburg|Durban|Pretoria",
}

# Django translates the names of its own languages; these are spoken where our learners are, too.
_MORE_LANGUAGES = {"am": "Amharic", "so": "Somali", "tl": "Filipino", "yo": "Yoruba", "zh": "Chinese"}
LANGUAGES: dict[str, Promise] = {
    code: _(name)
    for code, name in sorted(
        {
            **{code: info["name"] for code, info in LANG_INFO.items() if len(code) == 2 and "name" in info},
            **_MORE_LANGUAGES,
        }.items(),
        key=lambda entry: entry[1],
    )
}


def language_choices() -> list[tuple[str, str]]:
    return sorted(((code, str(name)) for code, name in LANGUAGES.items()), key=lambda entry: entry[1])


def key_of(name: str) -> str:
    """A town's name without case, accents and doubled spaces: what two spellings have in common."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())
