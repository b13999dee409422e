import { writeFileSync } from 'node:fs';
import { generated, pathOf } from './generated.ts';

// npm run map: rewrites the maps that are made of other files (generated.ts).
for (const { file, make } of generated) writeFileSync(pathOf(file), make());
