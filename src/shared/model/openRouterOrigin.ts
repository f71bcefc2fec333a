/** The origin of the service itself: the one server whose key is sent there without a question. */
export const openRouterOrigin = 'https://openrouter.ai';
