"""Why an embedding back-end cannot be used."""


class BackendUnavailable(RuntimeError):
    """The model is missing, the folder is wrong, or the endpoint does not answer; the message is for people."""
