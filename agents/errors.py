"""The one error for mistakes of a user: what was wrong, where, and what would be right."""


class InputError(ValueError):
    """Something a user gave (a place, a file, a scenario, a value) cannot be used as it is.

    The message is written to be read by that user, without a traceback.
    """
