/** README.txt in the archive folder: for a person who has the files, a text editor, and nothing of ours. */
export const readmeText = `This folder is the archive of Neural Terminal: your conversations with language models, and what they cost.

log/<year-month>/*.ndjson
    The archive itself. Everything else here can be made again from these files.
    Each window of the editor writes one file of its own. Nothing in them is ever changed; new lines are added at the end.

    One line is one record:  <checksum> <space> <JSON>
    The checksum is the CRC-32 of the JSON, as 8 hexadecimal digits. The interesting fields of the JSON:
        t             what happened: conversation.created, message.added, message.appended (a piece of an answer),
                      message.finished, attempt.settled (the bill of one request), ...
        conversation, message, parent    which conversation, which message, and the message it answers
        text          the text of a message, or the piece of it that begins at the character "from"
        at, createdAt milliseconds since 1970-01-01 (UTC)
        id, lc        who wrote the record, and its place in the order of all records

    To keep a backup, copy this folder. To move to another machine or to join two archives, copy the files of one log/ folder into the other:
    records that are there twice count once.

    A damaged line is skipped, and nothing else. If you repair one in a text editor, its checksum must fit again. In Python:
        import zlib; print("%08x" % zlib.crc32(json_part_of_the_line.encode("utf-8")))

cache/projection-v2.sqlite
    An SQLite database made from the logs, for fast lists. Open it with any SQLite tool (tables: conversations, messages, ledger).
    Changes made in it are not kept. It can be deleted: it is made again.

quarantine/
    Copies of damaged lines and of index files that were set aside, so that nothing is thrown away unseen. It can be deleted.

The files hold the text of your conversations without encryption, readable only by your own account. API keys are never stored here.
`;
