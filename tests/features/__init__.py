"""What a service can do, in each language: the checks behind the table in the README."""
