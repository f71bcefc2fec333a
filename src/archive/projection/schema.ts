import { maxTitleLength } from '../../shared/limits.ts';
import { searchSchema } from '../search/searchIndex.ts';
/**
 * The number in `projection-v<P>.sqlite`. SQLite is never migrated: whenever the tables change, or what the fold puts into them,
 * this grows, and every version of the extension keeps a file of its own.
 */
export const projectionVersion = 6;

/**
 * Times are ms since the epoch, money is a decimal string in USD: sum it with decimal arithmetic where it matters.
 * Words (role, state, status, cost_source) are those of the log, also when a later version wrote them: no CHECK holds them to a list.
 * `stamps` say for each field of a row which (lc, writer) set it last, as {"field":[lc,"writer"]}: a smaller one comes too late.
 */
export const schema = `
-- parent_conversation_id is not a foreign key: the origin of a fork may be purged.
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL DEFAULT '' CHECK (length(title) <= ${maxTitleLength}),
  model_id TEXT NOT NULL DEFAULT '',
  endpoint TEXT,
  status TEXT NOT NULL DEFAULT 'active',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  parent_conversation_id TEXT,
  forked_from_message_id TEXT,
  system_prompt TEXT NOT NULL DEFAULT '',
  params TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(params)),
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  workspace TEXT,
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  stamps TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- An answer whose window was killed keeps the state 'streaming': only its own window could have ended it.
-- parent_id is not a foreign key: the line of the parent may be damaged. number is this database's own, for the full-text index.
CREATE TABLE messages (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  parent_id TEXT,
  role TEXT NOT NULL DEFAULT 'assistant',
  content TEXT NOT NULL DEFAULT '',
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  total_tokens INTEGER,
  cost_usd TEXT,
  cost_source TEXT,
  latency_ms INTEGER,
  ttft_ms INTEGER,
  model_id TEXT,
  endpoint TEXT,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'streaming',
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  stamps TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, deleted);

-- One row per request attempt. cost_usd is what counts now (source in cost_source); the other amounts are what each source said last.
-- list_usd: the reported tokens at the listed prices; tool_usd: what of the bill is for tools of the service.
-- forecast: what was known before it was sent; counted: the tokens that were counted here, and their price by the catalogue.
-- No foreign keys: the bill survives the deletion of its conversation.
CREATE TABLE ledger (
  attempt_id TEXT PRIMARY KEY,
  conversation_id TEXT,
  message_id TEXT,
  purpose TEXT,
  model_id TEXT,
  endpoint TEXT,
  served_model_id TEXT,
  provider TEXT,
  generation_id TEXT,
  account TEXT,
  simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1)),
  created_at INTEGER,
  settled_at INTEGER,
  dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
  forecast TEXT CHECK (json_valid(forecast)),
  cost_usd TEXT,
  cost_source TEXT,
  estimated_usd TEXT,
  billed_usd TEXT,
  looked_up_usd TEXT,
  charge_usd TEXT,
  upstream_usd TEXT,
  list_usd TEXT,
  tool_usd TEXT,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  cached_tokens INTEGER,
  cache_write_tokens INTEGER,
  reasoning_tokens INTEGER,
  raw_usage TEXT CHECK (json_valid(raw_usage)),
  counted TEXT CHECK (json_valid(counted)),
  ttft_ms INTEGER,
  latency_ms INTEGER,
  stamps TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX ledger_by_message ON ledger (message_id);
CREATE INDEX ledger_by_conversation ON ledger (conversation_id);

-- Below: what the fold needs.

-- Conversations of which nothing is kept but the bills, whatever comes later.
CREATE TABLE purged (
  conversation_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The same for messages of conversations that are kept.
CREATE TABLE purged_messages (
  message_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Answers whose text is not yet known to be whole, with the last sign of life; length and sha256 once they are finished.
-- pieces, reasoning_pieces: text and reasoning as they came, by absolute offsets in UTF-16 units. JSON, because a piece may end in the
-- middle of a surrogate pair.
CREATE TABLE answers (
  message_id TEXT PRIMARY KEY REFERENCES messages (id),
  writer TEXT NOT NULL,
  touched_at INTEGER NOT NULL,
  length INTEGER,
  sha256 TEXT,
  pieces TEXT NOT NULL,
  reasoning_pieces TEXT NOT NULL
) STRICT;

-- How far each log is in this database: bytes of the file, and the writer's highest sequence number in them.
CREATE TABLE applied (
  writer TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

-- One row: the version of these tables, the operations that were understood, the highest Lamport counter, how far the full-text index is.
CREATE TABLE projection (
  version INTEGER NOT NULL,
  vocabulary TEXT NOT NULL,
  lc INTEGER NOT NULL,
  indexed INTEGER NOT NULL
) STRICT;

${searchSchema}

-- Sums for a look with an SQLite tool; REAL, so good to about 15 digits. Unknown amounts are counted beside the sum; simulated money is left out, and a local server has no amount.
CREATE VIEW spend_by_conversation AS
  SELECT conversation_id, total(CAST(cost_usd AS REAL)) AS usd, count(*) AS attempts, sum(cost_usd IS NULL AND cost_source IS NOT 'local') AS unknown
  FROM ledger WHERE simulated = 0 GROUP BY conversation_id;

CREATE VIEW spend_by_day AS
  SELECT date(created_at / 1000, 'unixepoch', 'localtime') AS day, total(CAST(cost_usd AS REAL)) AS usd, count(*) AS attempts, sum(cost_usd IS NULL AND cost_source IS NOT 'local') AS unknown
  FROM ledger WHERE simulated = 0 GROUP BY day;

CREATE VIEW spend_by_model AS
  SELECT model_id, total(CAST(cost_usd AS REAL)) AS usd, count(*) AS attempts, sum(cost_usd IS NULL AND cost_source IS NOT 'local') AS unknown
  FROM ledger WHERE simulated = 0 GROUP BY model_id;

-- A branch is named by its tip: the message without children.
CREATE VIEW spend_by_branch AS
  WITH RECURSIVE path (tip_id, message_id, parent_id) AS (
    SELECT id, id, parent_id FROM messages AS tip WHERE NOT EXISTS (SELECT 1 FROM messages WHERE parent_id = tip.id)
    UNION
    SELECT path.tip_id, messages.id, messages.parent_id FROM path JOIN messages ON messages.id = path.parent_id
  )
  SELECT path.tip_id, total(CAST(ledger.cost_usd AS REAL)) AS usd, count(ledger.attempt_id) AS attempts,
    total(ledger.attempt_id IS NOT NULL AND ledger.cost_usd IS NULL AND ledger.cost_source IS NOT 'local') AS unknown
  FROM path LEFT JOIN ledger ON ledger.message_id = path.message_id AND ledger.simulated = 0
  GROUP BY path.tip_id;
`;
