import { posix } from 'node:path';
import ts from 'typescript';

/** Who imports whom: a key for every file or folder that imports or is imported. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The imports among files, types included; `sources` by path from the root. What is in no file of these is left out. */
export function importsOfFiles(sources: ReadonlyMap<string, string>): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const [file, text] of sources) {
    const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    const targets = specifiers.filter((name) => name.startsWith('.')).map((name) => posix.join(posix.dirname(file), name));
    graph.set(file, new Set(targets.filter((target) => sources.has(target))));
  }
  return graph;
}

/** The imports among the folders of these files. A folder and a folder inside it are two. */
export function importsOfFolders(files: ImportGraph): ImportGraph {
  const graph = new Map<string, Set<string>>();
  const at = (folder: string): Set<string> => graph.get(folder) ?? graph.set(folder, new Set()).get(folder) ?? new Set();
  for (const [file, targets] of files) {
    const folder = posix.dirname(file);
    for (const target of targets) if (posix.dirname(target) !== folder) at(folder).add(posix.dirname(target));
    at(folder);
  }
  return graph;
}

/** Every group whose members all reach one another, sorted by name (Tarjan's strongly connected components, those of one member left out). */
export function circles(graph: ImportGraph): readonly (readonly string[])[] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    stack.push(node);
    let lowest = own;
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? own);
    }
    if (lowest === own) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1 || graph.get(node)?.has(node)) found.push(group.sort());
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found.sort();
}
