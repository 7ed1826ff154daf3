"""What the tests of the providers stand on: a faulty gateway, an adapter's process, the vendors' own documents."""
