"""The four programs: their words, looks, calendars, sizes and industries."""

from __future__ import annotations

from dataclasses import dataclass

from home.management.demonstration import places


@dataclass(frozen=True)
class Industry:
    """A target industry: title, a short form for names, NAICS codes, what firms in it are called, its hard-to-fill jobs."""

    title: str
    short: str
    naics: tuple[str, ...]
    firms: tuple[str, ...]
    jobs: tuple[str, ...]
    credential: str
    rationale: str


@dataclass(frozen=True)
class Profile:
    """One state's program. Sizes are counts of rows; `workers` is how many people its partnerships trained.

    Without `extras` nothing is drawn, sent or told to the legislature: for states to measure with.
    """

    code: str
    usps: str
    fips: str
    name: str
    zone: str
    fiscal_month: int
    words: dict[str, str]
    theme: dict[str, str]
    places: tuple[places.Place, ...]
    industries: tuple[str, ...]
    partnerships: int
    conveners: int
    employers: int
    workers: int
    scale: float
    firm_words: str
    statute: str
    extras: bool = True


FIRMS = {
    "metal": "Machine Works, Precision, Fabricating, Tool and Die, Castings, Gear, Metals, Fasteners, Turbine Parts",
    "food": "Bakery, Foods, Dairy, Snack Works, Beverages, Provisions, Mills, Cold Pack, Orchards Processing",
    "care": "Health, Medical Center, Senior Living, Home Care, Pediatrics, Hospital, Behavioral Health, Rehabilitation",
    "build": "Builders, Electric, Mechanical, Plumbing and Heating, Roofing, Concrete, Excavating, Interiors",
    "move": "Freight, Logistics, Trucking, Distribution, Warehousing, Cold Storage, Fleet Services, Cartage",
    "power": "Energy, Power Services, Pipeline, Solar, Utilities, Grid Services, Wind Works, Drilling",
    "code": "Systems, Software, Data, Networks, Cyber, Digital, Cloud Works, Analytics",
    "wood": "Hardwoods, Lumber, Cabinet, Paper, Millwork, Veneer, Furniture, Pallet",
    "lab": "Biologics, Labs, Therapeutics, Diagnostics, Devices, Pharma, Genetics",
    "stay": "Inn, Resort, Hospitality, Restaurants, Lodge, Catering, Hotels",
    "farm": "Farms, Growers, Orchards, Grain, Poultry, Nursery, Vineyards, Produce",
    "child": "Early Learning, Children's Center, Preschool, Child Development, Nursery School",
    "air": "Aerospace, Avionics, Air Repair, Airframe, Composites, Flight Systems",
    "auto": "Mobility, Stamping, Battery, Drivetrain, Seating, Powertrain, Axle",
}


def _industry(title: str, short: str, naics: str, firms: str, jobs: str, credential: str, why: str) -> Industry:
    split = tuple(part.strip() for part in FIRMS[firms].split(","))
    named = tuple(part.strip() for part in jobs.split(","))
    return Industry(title, short, tuple(naics.split()), split, named, credential, why)


INDUSTRIES = {
    "metal": _industry(
        "Advanced manufacturing",
        "Advanced Manufacturing",
        "332 333 334",
        "metal",
        "CNC machinists, industrial maintenance technicians, welders, quality inspectors",
        "NIMS machining level 1",
        "Twice as concentrated here as in the nation, pays a third above the average private job, and expects one in four"
        " of its skilled workers to retire within eight years.",
    ),
    "food": _industry(
        "Food and beverage manufacturing",
        "Food and Beverage",
        "311 312",
        "food",
        "industrial maintenance technicians, line leads, food safety technicians, refrigeration mechanics",
        "Food safety and HACCP certificate",
        "Grew through both recent downturns; entry-level jobs need no degree and lead to maintenance within two years.",
    ),
    "care": _industry(
        "Health care",
        "Health Care",
        "621 622 623",
        "care",
        "nursing assistants, medical assistants, licensed practical nurses, surgical technologists",
        "State nurse aide certification",
        "The largest source of openings in every region, with the widest gap between openings and people who finish.",
    ),
    "build": _industry(
        "Construction and building trades",
        "Building Trades",
        "236 237 238",
        "build",
        "electricians, carpenters, heavy equipment operators, plumbers",
        "OSHA 30 and pre-apprenticeship certificate",
        "Public works already funded through the decade need more skilled trades than apprenticeships now take in.",
    ),
    "move": _industry(
        "Transportation and logistics",
        "Logistics",
        "484 488 493",
        "move",
        "commercial drivers, diesel technicians, warehouse leads, dispatchers",
        "Commercial driver's license, class A",
        "New distribution centers along the interstates; diesel technicians wait longest to be found.",
    ),
    "power": _industry(
        "Energy",
        "Energy",
        "211 213 221",
        "power",
        "line workers, pipeline technicians, solar installers, plant operators",
        "Line worker climbing certificate",
        "High pay, long careers, and a workforce older than any other industry's.",
    ),
    "code": _industry(
        "Information technology",
        "Information Technology",
        "518 5415",
        "code",
        "help desk technicians, network administrators, security analysts, web developers",
        "CompTIA A+",
        "Every other industry hires from it; employers say that skills matter more to them than degrees.",
    ),
    "wood": _industry(
        "Wood and paper products",
        "Wood Products",
        "321 322 337",
        "wood",
        "kiln operators, CNC router operators, millwrights, log truck drivers",
        "Wood manufacturing technician certificate",
        "A location quotient above five in the rural counties that have few other industries of size.",
    ),
    "lab": _industry(
        "Life sciences",
        "Life Sciences",
        "3254 5417",
        "lab",
        "laboratory technicians, process operators, validation technicians, clinical coordinators",
        "Bioprocess technician certificate",
        "Small but growing faster than any other industry, with jobs for people with a certificate or two-year degree.",
    ),
    "stay": _industry(
        "Hospitality and tourism",
        "Hospitality",
        "721 722",
        "stay",
        "line cooks, front desk supervisors, event staff, housekeeping leads",
        "ServSafe manager certificate",
        "A first job for many; targeted only where a ladder to supervisor pay is in place.",
    ),
    "farm": _industry(
        "Agriculture",
        "Agriculture",
        "111 112 115",
        "farm",
        "equipment technicians, herd managers, greenhouse growers, commercial applicators",
        "Agricultural equipment technician certificate",
        "Equipment that drives itself needs technicians that no school here yet trains.",
    ),
    "child": _industry(
        "Early childhood education",
        "Early Childhood",
        "6244",
        "child",
        "lead teachers, assistant teachers, center directors",
        "Child Development Associate",
        "Other industries' workers cannot work without it; pay is low, so a partnership must raise it.",
    ),
    "air": _industry(
        "Aerospace",
        "Aerospace",
        "3364 4881",
        "air",
        "airframe mechanics, composite technicians, avionics technicians, machinists",
        "Airframe and powerplant license",
        "Repair work is bound to the place; four of ten mechanics may retire by 2032.",
    ),
    "auto": _industry(
        "Mobility and battery manufacturing",
        "Mobility",
        "3361 3363 3359",
        "auto",
        "robotics technicians, battery technicians, tool makers, controls electricians",
        "Robotics operator certificate",
        "Plants are changing what they build; workers who learn controls keep their jobs and their pay.",
    ),
}

NORTHEAST_FIRMS = (
    "Kittatinny, Saucon, Blue Mountain, Old Forge, Penn Hollow, Red Lion, Juniata, Tuscarora, Laurel Ridge, Sinnemahoning,"
    " Chestnut Hill, Quarry Road, Paxton Creek, Three Bridges, Ironmaster, Anthracite, Hemlock Run, Conestoga, Swatara,"
    " Bald Eagle, Loyalsock, Towpath, Coal Street, Mill Race, Covered Bridge, Stone Arch, Spring Garden, Black Walnut,"
    " Copper Kettle, Lantern, Canal Street, Front Street, Forge Hill, Pine Creek, Slate Belt, Turnpike, Welsh Run"
)
GEORGIA_FIRMS = (
    "Peach State, Tallulah, Longleaf, Magnolia, Red Clay, Etowah, Oconee River, Stone Mountain, Live Oak, Ocmulgee,"
    " Piedmont, Chattahoochee, Blue Heron, Marsh Hen, Pecan Grove, Kudzu Lane, Amicalola, Dogwood, Sweetwater, Cotton Row,"
    " Tybee, Sapelo, Toccoa Falls, Big Creek, Camellia, Turpentine, Flint River, Altamaha, Brasstown"
)
OKLAHOMA_FIRMS = (
    "Redbud, Cimarron, Scissortail, Prairie Wind, Red Dirt, Cross Timbers, Arbuckle, Chisholm, Sooner Creek, Tallgrass,"
    " Black Mesa, Washita, Flint Hills, Bison Ridge, Route 66, Wheatland, Windmill, Kiamichi, Verdigris, Sandstone,"
    " Big Pasture, Buffalo Grass, Osage Hills, Cedar Brake, Dust Bowl"
)
MICHIGAN_FIRMS = (
    "Great Lakes, Petoskey Stone, Mackinac, Copper Harbor, Superior, White Pine, Sleeping Bear, Dune Grass, Huron Shore,"
    " Ironwood, Thunder Bay, Cherry Bay, Keweenaw, Au Sable, Lighthouse, Pictured Rocks, Manistee, Grand River, Straits"
)

PROFILES = (
    Profile(
        code="pa",
        usps="PA",
        fips="42",
        name="Pennsylvania",
        zone="America/New_York",
        fiscal_month=7,
        words={
            "partnership": "industry partnership",
            "partnerships": "industry partnerships",
            "convener": "convener",
            "conveners": "conveners",
            "agency": "Department of Labor & Industry",
            "program": "Industry Partnership grants",
            "legislature": "General Assembly",
        },
        theme={
            "--sp-primary": "#14528c",
            "--sp-primary-dark": "#0f3c68",
            "--sp-primary-darkest": "#0b2a49",
            "--sp-primary-light": "#9cc0e2",
            "--sp-primary-lighter": "#e8f0f8",
            "--sp-accent": "#e0a526",
            "mark": "keystone",
        },
        places=places.PA,
        industries=("metal", "care", "food", "build", "move", "code", "power", "wood", "lab", "farm", "stay", "child"),
        partnerships=81,
        conveners=30,
        employers=620,
        workers=3000,
        scale=1.0,
        firm_words=NORTHEAST_FIRMS,
        statute="Act 67 of the demonstration, section 4: a report to the General Assembly by October 1 each year",
    ),
    Profile(
        code="ga",
        usps="GA",
        fips="13",
        name="Georgia",
        zone="America/New_York",
        fiscal_month=7,
        words={
            "partnership": "sector partnership",
            "partnerships": "sector partnerships",
            "convener": "lead board",
            "conveners": "lead boards",
            "agency": "Office of Workforce Strategy",
            "program": "High-Demand Career grants",
            "legislature": "General Assembly",
        },
        theme={
            "--sp-primary": "#8a2846",
            "--sp-primary-dark": "#671c33",
            "--sp-primary-darkest": "#451222",
            "--sp-primary-light": "#e0a9b9",
            "--sp-primary-lighter": "#f9edf1",
            "--sp-accent": "#e8a33d",
        },
        places=places.GA,
        industries=("move", "metal", "care", "food", "build", "air", "code", "farm"),
        partnerships=34,
        conveners=14,
        employers=240,
        workers=900,
        scale=0.5,
        firm_words=GEORGIA_FIRMS,
        statute="Resolution 12 of the demonstration: an annual report to both chambers by December 31",
    ),
    Profile(
        code="ok",
        usps="OK",
        fips="40",
        name="Oklahoma",
        zone="America/Chicago",
        fiscal_month=7,
        words={
            "partnership": "sector partnership",
            "partnerships": "sector partnerships",
            "convener": "intermediary",
            "conveners": "intermediaries",
            "agency": "Workforce Commission",
            "program": "Sector Strategy grants",
            "legislature": "Legislature",
        },
        theme={
            "--sp-primary": "#1d6157",
            "--sp-primary-dark": "#144740",
            "--sp-primary-darkest": "#0c302b",
            "--sp-primary-light": "#98cdc3",
            "--sp-primary-lighter": "#e6f3f0",
            "--sp-accent": "#d9853b",
        },
        places=places.OK,
        industries=("air", "power", "care", "metal", "farm", "move", "build"),
        partnerships=22,
        conveners=10,
        employers=160,
        workers=500,
        scale=0.35,
        firm_words=OKLAHOMA_FIRMS,
        statute="Letter of the House Committee on Business of the demonstration, January 14",
    ),
    Profile(
        code="mi",
        usps="MI",
        fips="26",
        name="Michigan",
        zone="America/Detroit",
        fiscal_month=10,
        words={
            "partnership": "employer-led collaborative",
            "partnerships": "employer-led collaboratives",
            "convener": "lead organization",
            "conveners": "lead organizations",
            "agency": "Office of Employer Strategies",
            "program": "Employer-Led Collaborative grants",
            "legislature": "Legislature",
        },
        theme={
            "--sp-primary": "#4b3f8f",
            "--sp-primary-dark": "#372e6b",
            "--sp-primary-darkest": "#241e48",
            "--sp-primary-light": "#bdb5e6",
            "--sp-primary-lighter": "#f0eefa",
            "--sp-accent": "#4fa3a5",
        },
        places=places.MI,
        industries=("auto", "care", "metal", "food"),
        partnerships=9,
        conveners=6,
        employers=80,
        workers=220,
        scale=0.2,
        firm_words=MICHIGAN_FIRMS,
        statute="Section 1034 of the demonstration's appropriation act: a report by March 1",
    ),
)
