/** Property tests whose inputs are long sequences: more runs find what a few hundred do not. They ask `propertyRuns` how many. */
export const propertyTests: readonly string[] = [
  'test/integration/core/anyBytes.test.ts',
  'test/integration/core/interleavings.test.ts',
  'test/unit/archive/ledger/ledgerFold.test.ts',
  'test/unit/archive/ledger/ledgerFold.order.test.ts',
  'test/unit/archive/log/logWriter.test.ts',
  'test/unit/archive/search/searchIndex.test.ts',
  'test/unit/archive/projection/sqlProjection.test.ts',
  'test/unit/archive/reservations/fileReservationStore.interleavings.test.ts',
  'test/unit/core/money/budget/budgetGuard.properties.test.ts',
  'test/unit/core/surface/liveSpend.properties.test.ts',
  'test/unit/core/surface/surfaceChannel.coalescing.test.ts',
  'test/unit/core/money/ledger/estimateAccuracy.test.ts',
  'test/unit/core/money/pricing/modelPricing.properties.test.ts',
  'test/unit/openrouter/chat/streamDecoder.splits.test.ts',
  'test/webview/markdown/words.test.ts',
  'test/unit/core/surface/conversationDrafts.test.ts',
];
