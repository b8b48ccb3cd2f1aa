// The framework, one route, and nothing behind it. JavaScript, so that no types are stripped when it starts: PORT
import fastify from 'fastify';

const app = fastify();
app.get('/*', async () => ({ code: 0 }));
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
