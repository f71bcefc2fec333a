import type { ServerAddress } from '../openrouter/account/serverConnections.ts';
import { parseEndpoint } from '../openrouter/http/endpoint.ts';
import { environmentServer } from '../vscode/settings/environmentServer.ts';
import type { Settings } from '../vscode/settings/settings.ts';

/** The server as configured, checked. Throws ChatError BAD_SETTING for an address that cannot be used. */
export function serverAddress(settings: Settings): ServerAddress {
  const { text, source } = settings.address();
  return {
    baseUrl: parseEndpoint(text),
    fromEnvironment: source === 'environment',
    isEnvironmentIgnored: source === 'default' && environmentServer().baseUrl !== undefined,
  };
}
