// A rating as it is sent, and the news of it.

import { api } from '../core/api.js';

export const ratingPath = ({ id }) => `media.cgi/${encodeURIComponent(id)}/rating`;
export const sendRating = (media, value, options) =>
  value ? api.put(ratingPath(media), { value }, options) : api.delete(ratingPath(media), options);
export const ratingNews = ({ title }, value) => (value ? `${title}: ${value} of 5 stars` : `${title}: not rated`);
