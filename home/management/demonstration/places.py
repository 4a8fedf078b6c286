"""Regions of the four states: real counties, and the towns that the invented organizations sit in."""

from __future__ import annotations

from typing import NamedTuple

from core.geography import counties_of


class Place(NamedTuple):
    """A region: its name, the counties in it by name, and towns as (town, county)."""

    name: str
    counties: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


def place(name: str, counties: str, towns: str) -> Place:
    """`counties` are separated by commas; `towns` are "Town/County" separated by commas."""
    pairs = [tuple(part.strip() for part in town.split("/")) for town in towns.split(",")]
    return Place(name, tuple(c.strip() for c in counties.split(",")), tuple(pairs))  # type: ignore[arg-type]


def fips_of(state_fips: str, names: tuple[str, ...]) -> list[str]:
    """The codes of a state's counties by their names, in the order of the names. KeyError for one that is not there."""
    known = {county.name: county.fips for county in counties_of(state_fips)}
    return [known[name] for name in names]


PA = (
    place(
        "Southeast",
        "Bucks, Chester, Delaware, Montgomery, Philadelphia",
        "Philadelphia/Philadelphia, Norristown/Montgomery, Chester/Delaware, West Chester/Chester, Doylestown/Bucks",
    ),
    place(
        "Southwest",
        "Allegheny, Armstrong, Beaver, Butler, Fayette, Greene, Indiana, Lawrence, Washington, Westmoreland",
        "Pittsburgh/Allegheny, Greensburg/Westmoreland, Washington/Washington, Butler/Butler, Uniontown/Fayette",
    ),
    place(
        "South Central",
        "Adams, Cumberland, Dauphin, Franklin, Juniata, Lancaster, Lebanon, Perry, York",
        "Harrisburg/Dauphin, Lancaster/Lancaster, York/York, Lebanon/Lebanon, Carlisle/Cumberland",
    ),
    place(
        "Central",
        "Centre, Clinton, Columbia, Lycoming, Mifflin, Montour, Northumberland, Snyder, Union",
        "Williamsport/Lycoming, Bellefonte/Centre, Danville/Montour, Lewistown/Mifflin, Bloomsburg/Columbia",
    ),
    place(
        "Northeast",
        "Carbon, Lackawanna, Luzerne, Monroe, Pike, Schuylkill, Wayne",
        "Scranton/Lackawanna, Wilkes-Barre/Luzerne, Hazleton/Luzerne, Stroudsburg/Monroe, Pottsville/Schuylkill",
    ),
    place(
        "Lehigh Valley",
        "Berks, Lehigh, Northampton",
        "Allentown/Lehigh, Bethlehem/Northampton, Reading/Berks, Easton/Northampton",
    ),
    place(
        "Northwest",
        "Clarion, Crawford, Erie, Forest, Mercer, Venango, Warren",
        "Erie/Erie, Meadville/Crawford, Sharon/Mercer, Oil City/Venango, Warren/Warren",
    ),
    place(
        "North Central",
        "Cameron, Clearfield, Elk, Jefferson, McKean, Potter",
        "DuBois/Clearfield, St. Marys/Elk, Bradford/McKean, Punxsutawney/Jefferson",
    ),
    place(
        "Southern Alleghenies",
        "Bedford, Blair, Cambria, Fulton, Huntingdon, Somerset",
        "Altoona/Blair, Johnstown/Cambria, Somerset/Somerset, Huntingdon/Huntingdon",
    ),
    place(
        "Northern Tier",
        "Bradford, Sullivan, Susquehanna, Tioga, Wyoming",
        "Towanda/Bradford, Wellsboro/Tioga, Montrose/Susquehanna, Tunkhannock/Wyoming",
    ),
)

GA = (
    place(
        "Atlanta",
        "Cherokee, Clayton, Cobb, DeKalb, Douglas, Fayette, Fulton, Gwinnett, Henry, Rockdale",
        "Atlanta/Fulton, Marietta/Cobb, Decatur/DeKalb, Lawrenceville/Gwinnett, Jonesboro/Clayton",
    ),
    place(
        "Coastal",
        "Bryan, Bulloch, Camden, Chatham, Effingham, Glynn, Liberty, Long, McIntosh",
        "Savannah/Chatham, Brunswick/Glynn, Statesboro/Bulloch, Hinesville/Liberty",
    ),
    place(
        "Central Savannah River",
        "Burke, Columbia, Jefferson, Jenkins, Lincoln, McDuffie, Richmond, Screven, Warren, Washington, Wilkes",
        "Augusta/Richmond, Evans/Columbia, Waynesboro/Burke, Thomson/McDuffie",
    ),
    place(
        "Northwest Georgia",
        "Bartow, Catoosa, Chattooga, Dade, Fannin, Floyd, Gilmer, Gordon, Murray, Paulding, Polk, Walker, Whitfield",
        "Dalton/Whitfield, Rome/Floyd, Cartersville/Bartow, Calhoun/Gordon",
    ),
    place(
        "Georgia Mountains",
        "Banks, Dawson, Forsyth, Franklin, Habersham, Hall, Hart, Lumpkin, Rabun, Stephens, Towns, Union, White",
        "Gainesville/Hall, Cumming/Forsyth, Cornelia/Habersham, Toccoa/Stephens",
    ),
    place(
        "Middle Georgia",
        "Baldwin, Bibb, Crawford, Houston, Jones, Monroe, Peach, Pulaski, Putnam, Twiggs, Wilkinson",
        "Macon/Bibb, Warner Robins/Houston, Milledgeville/Baldwin, Fort Valley/Peach",
    ),
    place(
        "Southwest Georgia",
        "Baker, Calhoun, Colquitt, Decatur, Dougherty, Early, Grady, Lee, Mitchell, Seminole, Terrell, Thomas, Worth",
        "Albany/Dougherty, Thomasville/Thomas, Moultrie/Colquitt, Bainbridge/Decatur",
    ),
    place(
        "River Valley",
        "Chattahoochee, Clay, Crisp, Dooly, Harris, Macon, Marion, Muscogee, Randolph, Schley, Stewart, Sumter, Talbot",
        "Columbus/Muscogee, Americus/Sumter, Cordele/Crisp",
    ),
)

OK = (
    place(
        "Central Oklahoma",
        "Canadian, Cleveland, Lincoln, Logan, Oklahoma, Pottawatomie",
        "Oklahoma City/Oklahoma, Norman/Cleveland, Shawnee/Pottawatomie, Guthrie/Logan",
    ),
    place(
        "Tulsa",
        "Creek, Okmulgee, Osage, Pawnee, Rogers, Tulsa, Wagoner, Washington",
        "Tulsa/Tulsa, Broken Arrow/Tulsa, Bartlesville/Washington, Claremore/Rogers",
    ),
    place(
        "Northeast Oklahoma",
        "Adair, Cherokee, Craig, Delaware, McIntosh, Mayes, Muskogee, Nowata, Ottawa, Sequoyah",
        "Muskogee/Muskogee, Tahlequah/Cherokee, Pryor/Mayes, Miami/Ottawa",
    ),
    place(
        "South Central Oklahoma",
        "Caddo, Comanche, Cotton, Grady, Jefferson, McClain, Stephens, Tillman",
        "Lawton/Comanche, Duncan/Stephens, Chickasha/Grady",
    ),
    place(
        "Western Oklahoma",
        "Beckham, Blaine, Custer, Garfield, Jackson, Kay, Kingfisher, Major, Texas, Woodward",
        "Enid/Garfield, Weatherford/Custer, Ponca City/Kay, Woodward/Woodward",
    ),
    place(
        "Southern Oklahoma",
        "Bryan, Carter, Choctaw, Garvin, Johnston, Love, Marshall, McCurtain, Murray, Pontotoc",
        "Ardmore/Carter, Durant/Bryan, Ada/Pontotoc, Idabel/McCurtain",
    ),
)

MI = (
    place(
        "Southeast Michigan",
        "Livingston, Macomb, Monroe, Oakland, Washtenaw, Wayne",
        "Detroit/Wayne, Pontiac/Oakland, Warren/Macomb, Ypsilanti/Washtenaw",
    ),
    place(
        "West Michigan",
        "Allegan, Barry, Ionia, Kent, Muskegon, Ottawa",
        "Grand Rapids/Kent, Muskegon/Muskegon, Holland/Ottawa",
    ),
    place(
        "Northwest Michigan",
        "Antrim, Charlevoix, Emmet, Grand Traverse, Leelanau",
        "Traverse City/Grand Traverse, Petoskey/Emmet",
    ),
    place(
        "Upper Peninsula",
        "Chippewa, Delta, Dickinson, Houghton, Marquette",
        "Marquette/Marquette, Escanaba/Delta, Houghton/Houghton",
    ),
)
