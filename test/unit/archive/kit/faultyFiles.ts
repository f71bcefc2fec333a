import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';

export type FaultyCall =
  'makeFolder' | 'createLog' | 'createFile' | 'append' | 'sync' | 'rename' | 'link' | 'list' | 'read' | 'overwrite' | 'remove';

/** What one call does instead of its work: fail with a code, or (append) take only some bytes; undefined = the real work. */
export type Fault = { readonly code: string } | { readonly takes: number } | undefined;

export interface FaultyFiles extends FilePort {
  /** The next calls of this kind, one fault each; after them everything works. */
  plan(call: FaultyCall, ...faults: readonly Fault[]): void;
  /** From now on, every such call on a path that contains this text fails. */
  refuse(call: 'read' | 'overwrite', pathPart: string, code: string): void;
  /** How often this was called. */
  calls(call: FaultyCall): number;
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** Real files whose calls fail when a test says so. */
export function faultyFiles(): FaultyFiles {
  const planned = new Map<FaultyCall, Fault[]>();
  const counts = new Map<FaultyCall, number>();
  const next = (call: FaultyCall): Fault => {
    counts.set(call, (counts.get(call) ?? 0) + 1);
    return planned.get(call)?.shift();
  };
  const refused: { readonly call: FaultyCall; readonly pathPart: string; readonly code: string }[] = [];
  const checkPath = (call: FaultyCall, path: string): void => {
    const refusal = refused.find((entry) => entry.call === call && path.includes(entry.pathPart));
    if (refusal) throw failure(refusal.code);
  };
  const failing = async <T>(call: FaultyCall, work: () => Promise<T>): Promise<T> => {
    const fault = next(call);
    if (fault && 'code' in fault) throw failure(fault.code);
    return work();
  };
  return {
    ...nodeFiles,
    plan: (call, ...faults) => void planned.set(call, [...faults]),
    refuse: (call, pathPart, code) => void refused.push({ call, pathPart, code }),
    calls: (call) => counts.get(call) ?? 0,
    read: async (path, from, length) => {
      checkPath('read', path);
      return failing('read', () => nodeFiles.read(path, from, length));
    },
    overwrite: async (path, edits) => {
      checkPath('overwrite', path);
      return failing('overwrite', () => nodeFiles.overwrite(path, edits));
    },
    makeFolder: (path) => failing('makeFolder', () => nodeFiles.makeFolder(path)),
    createFile: (path, content) => failing('createFile', () => nodeFiles.createFile(path, content)),
    rename: (from, to) => failing('rename', () => nodeFiles.rename(from, to)),
    link: (from, to) => failing('link', () => nodeFiles.link(from, to)),
    list: (path) => failing('list', () => nodeFiles.list(path)),
    remove: (path) => failing('remove', () => nodeFiles.remove(path)),
    createLog: (path) =>
      failing('createLog', async () => {
        const log = await nodeFiles.createLog(path);
        return {
          append: async (bytes) => {
            const fault = next('append');
            if (fault && 'code' in fault) throw failure(fault.code);
            return log.append(fault ? bytes.subarray(0, fault.takes) : bytes);
          },
          sync: () => failing('sync', () => log.sync()),
          close: () => log.close(),
        };
      }),
  };
}
