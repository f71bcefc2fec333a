export interface SecretStore {
  get(): Promise<{ readonly key: string; readonly source: 'stored' | 'environment' } | undefined>;
}
