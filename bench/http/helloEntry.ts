import { app } from '@azure/functions';

/** The least a function can do: reads the body as text and answers HELLO_BYTES bytes of JSON. */
const answer = JSON.stringify({ hello: ' '.repeat(Number(process.env.HELLO_BYTES) - '{"hello":""}'.length) });

app.http('hello', {
  route: 'hello',
  methods: ['POST', 'PUT'],
  authLevel: 'anonymous',
  handler: async (request) => {
    await request.text();
    return { body: answer, headers: { 'content-type': 'application/json' } };
  },
});
