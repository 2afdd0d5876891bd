"""Validation: published patterns, and carer shares wijk by wijk, held against the model.

The model never reads a measured share of carers; this package does, to judge what it predicts.
"""
