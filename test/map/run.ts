import { writeFileSync } from 'node:fs';
import { generated, pathOf } from './generated.ts';

// npm run map: writes anew what shows the way and is made of other files (generated.ts).
for (const { file, make } of generated) writeFileSync(pathOf(file), make());
