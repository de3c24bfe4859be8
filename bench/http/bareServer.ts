import { createServer } from 'node:http';

/** Plain node:http on port BARE_PORT: reads the body and answers BARE_BYTES bytes of JSON. The ceiling for everything else. */
const answer = Buffer.from(
  JSON.stringify({ hello: ' '.repeat(Number(process.env.BARE_BYTES) - '{"hello":""}'.length) }),
);

const server = createServer((request, response) => {
  let length = 0;
  request.on('data', (chunk: Buffer) => (length += chunk.length));
  request.on('end', () => {
    response.writeHead(length >= 0 ? 200 : 500, {
      'content-type': 'application/json',
      'content-length': answer.length,
    });
    response.end(answer);
  });
});
server.listen(Number(process.env.BARE_PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
