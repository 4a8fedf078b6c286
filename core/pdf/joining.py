"""Join two tagged PDFs into one whose structure tree is whole: shared pages, drawn once, and a personal
sheet.

What has to survive: one /Document element with both parts' kids, one /ParentTree without two equal keys, role
map, destinations, bookmarks, page labels, /MarkInfo, language, title and the PDF/UA mark in the metadata.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from core.pdf.tidying import saved


def merge(first: bytes, second: bytes) -> bytes:
    """`first` with every page of `second` after it, tags and bookmarks included; both as `draw` made them.

    The two may not use the same anchor names: raises ValueError, because a link would lead to the wrong page.
    """
    with pikepdf.open(io.BytesIO(first)) as base, pikepdf.open(io.BytesIO(second)) as sheet:
        append(base, sheet)
        return saved(base)


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def append(base: pikepdf.Pdf, sheet: pikepdf.Pdf) -> None:
    """Add every page of `sheet` to `base`, with tags, destinations and outline. Changes `base`."""
    first_page, shift = len(base.pages), next_key(base.Root.StructTreeRoot)
    copied = base.add_pages_from(sheet)  # pages first: copying the tags then finds them instead of leaving null
    if copied.dropped_dests or copied.renamed_dests:
        raise ValueError(f"Both parts use the same anchors: {copied.dropped_dests} {copied.renamed_dests}")
    tree = base.copy_foreign(sheet.make_indirect(sheet.Root.StructTreeRoot))
    shift_keys(list(base.pages[first_page:]), shift)
    join_trees(base.Root.StructTreeRoot, tree, shift)
    base.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def shift_keys(pages: list[pikepdf.Page], shift: int) -> None:
    """Renumber what points into the parent tree: pages and their annotations."""
    for page in pages:
        page.obj.StructParents = int(page.obj.StructParents) + shift
        for annotation in page.obj.get("/Annots", []):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + shift


def join_trees(mine: pikepdf.Object, theirs: pikepdf.Object, shift: int) -> None:
    """Their document's kids become the last kids of my document element; their parent-tree rows follow
    mine."""
    document, guest = mine.K[0], theirs.K[0]
    for kid in guest.K:
        kid.P = document
        document.K.append(kid)
    for key, row in zip(list(theirs.ParentTree.Nums)[::2], list(theirs.ParentTree.Nums)[1::2], strict=True):
        mine.ParentTree.Nums.append(int(key) + shift)
        mine.ParentTree.Nums.append(row)
    mine.ParentTreeNextKey = next_key(mine)
    if "/RoleMap" in theirs:
        roles = mine.get("/RoleMap", Dictionary())
        for role, standard in theirs.RoleMap.items():
            roles[role] = standard
        mine.RoleMap = roles


def next_key(tree: pikepdf.Object) -> int:
    """One more than the largest key of a structure tree's parent tree."""
    return max(int(key) for key in list(tree.ParentTree.Nums)[::2]) + 1


def broken_parents(content: bytes) -> list[str]:
    """Where page, parent tree and element disagree, in words. Checkers (outloud 0.2.1) do not look here;
    tests must."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        flat = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in flat[::2]]
        found = [] if keys == sorted(set(keys)) else ["keys of the parent tree are not rising"]
        rows = dict(zip(keys, flat[1::2], strict=True))
        for number, page in enumerate(pdf.pages, 1):
            found += _broken_on(page, number, rows)
        return found


def _broken_on(page: pikepdf.Page, number: int, rows: dict[int, pikepdf.Object]) -> list[str]:
    """The faults of one page."""
    found = []
    row = rows.get(int(page.obj.StructParents), Array())
    strangers = [element for element in row if "/Pg" in element and element.Pg.objgen != page.obj.objgen]
    if not len(row) or strangers:
        found.append(f"page {number}: {len(strangers)} of {len(row)} elements belong to another page")
    for annotation in page.obj.get("/Annots", []):
        owner = rows.get(int(annotation.get("/StructParent", -1)))
        if owner is None or owner.get("/S") != Name.Link:
            found.append(f"page {number}: a link without its element")
    return found
