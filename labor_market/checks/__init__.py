"""Reading files of labor-market figures: the same functions for the preview, the loading and the operator's command."""
