export const RENDERERS = ['lines', 'ours', 'reactMarkdown'] as const;
export type Renderer = (typeof RENDERERS)[number];
