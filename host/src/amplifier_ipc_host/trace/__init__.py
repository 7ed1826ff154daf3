"""What a traced session wrote: `records` reads it, `waterfall` makes rows of it, `terminal` and `page` show them."""
