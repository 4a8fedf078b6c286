"""Names of invented people, drawn from long lists so that no page repeats itself."""

from __future__ import annotations

import random

FIRST_NAMES = """
Dana Maria Elena Marcus Nadia Tom Priya Helen Ray Keisha Luis Anh Joan Samuel Ingrid Omar Beth Carlos Denise
Farid Grace Hector Imani Jerome Karen Liam Mei Noor Olga Pedro Quinn Rosa Sean Tamika Uma Victor Wanda Xavier
Yusuf Zoe Abigail Bernard Celeste Dmitri Esther Felix Gloria Hugh Irene Jonah Kofi Lena Miriam Nathan Opal
Patrick Renee Silas Teresa Ursula Vernon Whitney Ada Boyd Clara Dwayne Edith Floyd Greta Harold Iris Jamal
Kendra Leon Mabel
"""
FIRST = FIRST_NAMES.split()
LAST_NAMES = """
Kowalczyk Alvarez Brandt Oyelaran Farouk Kessler Raman Marsh Osei Pritchard Whitcomb Delacroix Nakamura
Stoltzfus Abernathy Villanueva Okafor Lindqvist Petrakis Bhatt Castellano Drummond Eastman Fairweather
Gallagher Hathaway Ibarra Jankowski Kovacs Lamont Mbeki Novak Ortega Pruitt Quigley Rosario Schaeffer Tran
Underhill Vasquez Winslow Yoder Zielinski Ashford Bramble Crowley Dunleavy Ellsworth Fontaine Greer Holloway
Ivers Juarez Keane Lockhart Mercado Nightingale Oakes Pemberton Rafferty Sandoval Thistle Valentine Wexler
Yarrow Aldana Birdsong Cho Dietrich Espinoza Forsythe Gutowski Hamid Isaksen Jellison Kaminski Larkspur
Mukherjee Norwood Osgood Pasternak Redfern Singh Talbot Umstead Vance Whitaker Yamada Zook
"""
LAST = LAST_NAMES.split()


class Names:
    """Draws names, each full name once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.taken: set[str] = set()

    def person(self) -> str:
        while True:
            name = f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"
            if name not in self.taken:
                self.taken.add(name)
                return name
            if len(self.taken) > len(FIRST) * len(LAST) // 2:
                return f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}-{self.rng.choice(LAST)}"
