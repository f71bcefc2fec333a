import type { FilePort } from '../disk/files.ts';
import { decodeRecord, findRecords } from './logRecord.ts';
import { readRecord, type OperationBody } from './operations.ts';
import { logLines } from './logLines.ts';
import type { PurgedIdLists } from './purgedIds.ts';

export interface ScannedRecord {
  readonly writer: string;
  readonly seq: number;
  /** What it says is purged; null where it says nothing of that. */
  readonly purges: PurgedIdLists | null;
  /** It stands where a purged record stood. */
  readonly isStandIn: boolean;
}

/** Calls `found` for every sound record of a file, those inside damaged lines too; with `marks`, only for those in lines that contain one. */
export async function eachRecord(
  files: FilePort,
  path: string,
  found: (record: ScannedRecord) => void,
  marks?: readonly Buffer[],
): Promise<void> {
  for await (const lines of logLines(files, path)) {
    for (const { bytes } of lines) {
      if (marks && !marks.some((mark) => bytes.includes(mark))) continue;
      const json = decodeRecord(bytes);
      for (const record of json === undefined ? findRecords(bytes).map((inside) => inside.json) : [json]) {
        const scanned = scan(record);
        if (scanned) found(scanned);
      }
    }
  }
}

function scan(json: unknown): ScannedRecord | undefined {
  const record = readRecord(json);
  if (record.kind === 'invalid') return undefined;
  const { id } = json as { readonly id: string };
  const colon = id.lastIndexOf(':');
  const body = record.kind === 'operation' ? record.operation.body : undefined;
  return {
    writer: id.slice(0, colon),
    seq: Number(id.slice(colon + 1)),
    purges: body ? purgedBy(body) : null,
    isStandIn: body?.t === 'record.purged',
  };
}

function purgedBy(body: OperationBody): PurgedIdLists | null {
  if (body.t === 'conversation.purged') return { conversations: [body.conversation], messages: [] };
  return body.t === 'message.purged' ? { conversations: [], messages: body.messages } : null;
}
