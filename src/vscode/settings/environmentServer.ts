/** A server and its key as the environment names them; undefined where it does not. Read each time: extensions load environments while this one runs. */
export function environmentServer(): { readonly baseUrl: string | undefined; readonly key: string | undefined } {
  const { OPENROUTER_BASE_URL: baseUrl, OPENROUTER_API_KEY: key } = process.env;
  return { baseUrl: baseUrl?.trim() || undefined, key: key?.trim() || undefined };
}
