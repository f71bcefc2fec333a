import type { Stamp } from '../log/operations.ts';
import type { SqlDatabase } from './sqlDatabase.ts';
import { honestCounter } from '../log/stampOrder.ts';

/** Which operation set a field last. The order of all operations is (lc, writer); whoever comes later in it wins, however late it is read. */
export class Registers {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Notes the operation as the one that sets the field, unless a later one has; says whether it may be set. */
  wins(kind: 'conversation' | 'message' | 'attempt', id: string, field: string, { lc, writer }: Stamp): boolean {
    const changed = this.#database.run(
      `INSERT INTO stamps (kind, id, field, lc, writer) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET lc = excluded.lc, writer = excluded.writer WHERE (excluded.lc, excluded.writer) > (lc, writer)`,
      [kind, id, field, honestCounter(lc), writer],
    );
    return changed > 0;
  }
}
