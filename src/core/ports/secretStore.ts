/** The keys, each with the server that it belongs to. An origin is scheme, host and port, such as `https://openrouter.ai`. */
export interface SecretStore {
  /** What the person stored for the origin; undefined when there is nothing. */
  stored(origin: string): Promise<string | undefined>;
  /** The key of the environment, and the origin whose key it is; undefined when there is none. */
  fromEnvironment(): { readonly key: string; readonly origin: string } | undefined;
}
