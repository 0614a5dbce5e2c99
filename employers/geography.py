"""Countries by their ISO 3166 code, languages by their ISO 639 code, and the towns a new portal knows.

What an employer sees of a person's place and languages comes from these lists alone, never from what was
typed. Operators add towns in the admin.
"""

import unicodedata

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_COUNTRIES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia|AO Angola|AR Argentina
AT Austria|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso
BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BN Brunei|BO Bolivia|BR Brazil|BS Bahamas|BT Bhutan|BW Botswana|BY Belarus
BZ Belize|CA Canada|CD Congo (Democratic Republic)|CF Central African Republic|CG Congo|CH Switzerland
CI Côte d’Ivoire|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde|CY Cyprus|CZ Czechia
DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt
ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FM Micronesia|FR France|GA Gabon|GB United Kingdom|GD Grenada
GE Georgia|GH Ghana|GM Gambia|GN Guinea|GQ Equatorial Guinea|GR Greece|GT Guatemala|GW Guinea-Bissau|GY Guyana
HK Hong Kong|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India|IQ Iraq|IR Iran
IS Iceland|IT Italy|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros
KN Saint Kitts and Nevis|KP North Korea|KR South Korea|KW Kuwait|KZ Kazakhstan|LA Laos|LB Lebanon|LC Saint Lucia
LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco
MD Moldova|ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|MO Macao
MR Mauritania|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NE Niger
NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru
PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay
QA Qatar|RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden
SG Singapore|SI Slovenia|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan
ST São Tomé and Príncipe|SV El Salvador|SY Syria|SZ Eswatini|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TL Timor-Leste
TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine
UG Uganda|US United States|UY Uruguay|UZ Uzbekistan|VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela
VN Viet Nam|VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""

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
    "NL": "Amsterdam|Rotterdam|The Hague|Utrecht|Eindhoven|Groningen|Leiden|Delft|Nijmegen|Maastricht|Haarlem",
    "NO": "Oslo|Bergen|Trondheim|Stavanger",
    "NZ": "Auckland|Wellington|Christchurch|Dunedin",
    "PH": "Manila|Cebu City|Davao City",
    "PL": "Warsaw|Kraków|Wrocław|Gdańsk|Poznań|Łódź",
    "PT": "Lisbon|Porto|Coimbra|Braga",
    "RO": "Bucharest|Cluj-Napoca|Timișoara|Iași",
    "SE": "Stockholm|Gothenburg|Malmö|Uppsala",
    "UA": "Kyiv|Lviv|Kharkiv|Odesa",
    "US": "New York|Los Angeles|Chicago|Houston|Phoenix|Philadelphia|San Francisco|Seattle|Boston|Denver|Atlanta|"
    "Austin|Portland|Minneapolis|Washington",
    "ZA": "Cape Town|Johannesburg|Durban|Pretoria",
}

COUNTRIES: dict[str, Promise] = {
    line[:2]: _(line[3:]) for line in _COUNTRIES.strip().replace("\n", "|").split("|")
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


def country_choices() -> list[tuple[str, str]]:
    """By name in the active language."""
    return sorted(((code, str(name)) for code, name in COUNTRIES.items()), key=lambda entry: entry[1])


def language_choices() -> list[tuple[str, str]]:
    return sorted(((code, str(name)) for code, name in LANGUAGES.items()), key=lambda entry: entry[1])


def key_of(name: str) -> str:
    """A town's name without case, accents and doubled spaces: what two spellings have in common."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())
