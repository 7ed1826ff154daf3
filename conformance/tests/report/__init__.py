"""The writers of reports, over reports made by hand."""
