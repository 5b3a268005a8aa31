// What somebody shows, by shared.html?t=SECRET: a program makes the page of it (lib/handlers/shared_page.c). This leads
// there.

import '../ui/shell.js';
import { $ } from '../core/dom.js';

const [, secret] = /[?&]t=([0-9a-f]{64})(?:&|$)/.exec(location.search) ?? [];
if (secret) location.replace(`cgi-bin/shared.cgi/${secret}`);
else $('#none').hidden = false;
