"""The requirements of GO-ITS 240PRS, each shown by a test that fails without it."""
