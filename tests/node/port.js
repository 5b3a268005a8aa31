// A port for a server of a test.
'use strict';
const net = require('node:net');

// From 32768 on, ports are the system's to give to whoever connects (Linux): a port that was free there may be taken
// before the server has it, and who looks whether somebody listens may be connected to himself. Each process begins
// elsewhere. (Below 11000 are ports that browsers refuse.)
const [first, count] = [11000, 21000];
let next = (process.pid * 131) % count;

function freePort() {
  const port = first + next;
  next = (next + 1) % count;
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.on('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

module.exports = { freePort };
