"""One state never sees another: the catalogue, the tables, the pages."""
