/** How often the headless host has read its settings so far. */
export const settingsReads = { count: 0 };
