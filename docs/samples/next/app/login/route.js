import { begin } from '../../lib/cloud.js';
import { startSession } from '../../lib/sessions.js';

export async function GET() {
  const { url, pending } = await begin();
  return startSession(url, { pending });
}
