/** With this the file has begun in every version. */
export const readmeBeginning = 'This folder is the archive of Neural Terminal';

/** README.txt in the archive folder: for a person who has the files, a text editor, and nothing of ours. */
export const readmeText = `${readmeBeginning}: your conversations with language models, and what they cost.

log/<year-month>/*.ndjson
    The archive itself. Everything else here can be made again from these files, or is needed for a short time only.
    Each window of the editor writes one file of its own. New lines are added at the end; what is there is never changed,
    with one exception: see "Erased conversations". Files are never joined, packed or deleted, however old they are.

    One line is one record:  <checksum> <space> <JSON>
    The checksum is the CRC-32 of the JSON, as 8 hexadecimal digits. The interesting fields of the JSON:
        t             what happened: conversation.created, message.added, message.appended (a piece of an answer),
                      message.finished, message.noted (instructions, results of tools), attempt.settled (the bill of
                      one request), ...
        conversation, message, parent    which conversation, which message, and the message it answers
        text          the text of a message, or the piece of it that begins at the character "from"
        at, createdAt milliseconds since 1970-01-01 (UTC)
        id, lc        who wrote the record, and its place in the order of all records

    A damaged line is skipped, and nothing else. If you repair one in a text editor, its checksum must fit again. In Python:
        import zlib; print("%08x" % zlib.crc32(json_part_of_the_line.encode("utf-8")))

backup/log/
    A second copy of log/, brought up to date about once a day. When a file of log/ is lost or damaged, its copy is here.
    Nothing is deleted in it. "… (2).ndjson" is a file that was no longer the same as the copy; both are kept.
    It is on the same disk: keep a copy elsewhere too (command "Back Up Archive", or copy this folder).

cache/projection-v<number>.sqlite
    An SQLite database made from the logs, for fast lists; the greatest number is that of the newest version. Open it with any
    SQLite tool (tables: conversations, messages, ledger). Changes made in it are not kept. It can be deleted: it is made again.

budget/r/
    Money that is set aside for requests until their bills are known, at the most that they can cost, so that all windows together stay
    within your budgets. One small file for each request, whose name is a number; the other files there have no content. What requests
    did cost is in log/. Do not touch it while a window of the editor is open. When all are closed, budget/ can be deleted, and is made
    again; nothing is set aside then for requests whose bills are still to come. It is in no backup.

budget/q/
    Which window has sent a message that several of them had as a draft, so that it is sent once. The files have no content, and can be
    deleted when all windows are closed.

quarantine/
    Copies of damaged lines (the first hundred of a file), and the last index file that was set aside. It can be deleted.

To restore a backup, or to join two archives
    Run "Restore Archive Backup", and choose the .zip or the folder. By hand: close all windows of the editor, copy the files of the
    other log/ folder into this one, and delete cache/. Do not replace a file that has the same name: give the other one a new name
    that begins and ends the same ("… (2).ndjson"). Records that are there twice count once.

Erased conversations and entries
    A deleted conversation or entry is only hidden, and can be brought back. When it is erased for good, each of its records is overwritten
    where it stands, in log/ and in backup/, by a record of the same length with t = "record.purged" and spaces; one record
    "conversation.purged" or "message.purged" says so for ever, also to copies that are restored later. Copies in cache/ and quarantine/
    are deleted. The bills stay: they hold no text.
    What this cannot reach: .zip backups and copies elsewhere, and old versions of files that the disk or a backup program keeps.

The files hold the text of your conversations without encryption, readable only by your own account. API keys are never stored here.
`;
