// Prices, as the browser's language writes them.

import { LOCALE } from './words.js';

// A price is its digits and a currency: { price: '12.50', currency: 'EUR' } is €12.50.
export const money = ({ price, currency }) => Number(price).toLocaleString(LOCALE, { style: 'currency', currency });
