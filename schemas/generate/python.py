def files(m): return {}
