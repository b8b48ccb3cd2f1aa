// Publishes one release, in a process of its own, and prints `SECONDS <how long it took>`. UPLOAD, as JSON
import { type ReleaseUpload, uploadRelease } from '../release-upload.ts';

const upload = JSON.parse(process.argv[2] ?? '') as ReleaseUpload;
const begunAt = performance.now();
await uploadRelease(upload);
console.log(`SECONDS ${(performance.now() - begunAt) / 1000}`);
