"""The few errors that a person can meet, each with the exit status it ends a command with."""


class CoachError(Exception):
    """Something a person can act on; the message says what is wrong and what to do."""

    exit_status = 1


class UsageError(CoachError):
    """The command or the request was put wrongly (exit status 2)."""

    exit_status = 2


class NotAnEditError(UsageError):
    """Words that ask no change of a made thing that can be made; the message names those that can (exit status 2)."""


class CorpusError(CoachError):
    """A file of the corpus, or a document to be added, can't be used as it is (exit status 1)."""


class IndexUnusableError(CoachError):
    """There is no index that can answer, or it does not fit this installation (exit status 3)."""

    exit_status = 3


class ModelFileError(CoachError):
    """A file of the encoder is missing or is not the one it should be (exit status 3)."""

    exit_status = 3


class BusyError(CoachError):
    """Another process is building the index (exit status 1)."""


class ModelFailedError(CoachError):
    """The language model gave no whole answer; the offline composer's serves then (exit status 1).

    Attributes:
        sentence: One plain line for the reader.
        reason: One word for the record: ``unreachable``, ``key``, ``too-many``, ``server``, ``rejected``,
            ``timed-out``, ``broke-off``, ``empty``, ``unreadable``, ``cut-off``, ``declined`` or ``ceiling``.
    """

    def __init__(self, sentence: str, *, reason: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason


class StoreError(CoachError):
    """What people keep can't be read or written: a full disk, a damaged file, a newer schema (exit status 1)."""


class GoneError(StoreError):
    """The owner has no such conversation: it was deleted, or is somebody else's, which reads the same."""
