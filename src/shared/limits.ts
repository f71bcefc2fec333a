// Limits that several parts must agree on.

/** Longest message that is sent as it stands, in UTF-16 units; more belongs into an attachment. */
export const maxInputLength = 32_000;

/** Longest title of a conversation, in UTF-16 units. */
export const maxTitleLength = 255;

/** Tags of a conversation, and UTF-16 units of each. */
export const maxTags = 50;
export const maxTagLength = 50;

/** Entries of a branch that a surface shows at first, and how many more come with each step upwards. */
export const entriesPerPage = 100;

/** The demonstration model: no key, no network, simulated money. */
export const demonstrationModelId = 'demo/tour';

/** Words that it answers with something of their own; everything else gets the tour. */
export const demonstrationWords = ['table', 'code', 'long', 'slow', 'fail'] as const;

/** Attachments of one message. */
export const maxDraftAttachments = 50;
