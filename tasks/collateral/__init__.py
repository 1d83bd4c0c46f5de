"""Collateral: papers that are written from the record, by templates anybody reads."""
