// node killedWindow.ts <url> <key> <folder> [model]: a window that asks, prints the conversation, and is killed by the test.
import { ChatRig } from '../../support/chatRig.ts';

const [url = '', key = '', folder = '', model] = process.argv.slice(2);
process.stdout.write(await new ChatRig({ service: { url, key }, folder }).ask('Count.', model === undefined ? {} : { model }));
