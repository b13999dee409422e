/** Descriptions of the channels, by their addresses: the names of channels stay as they are. */
export const leads: Readonly<Record<string, string | undefined>> = {
  '/channels/news': 'News',
  '/channels/live': 'Live broadcasts',
  '/channels/activity': 'Activities and events',
  '/channels/venue': 'Venues',
  '/channels/course': 'Courses',
  '/channels/book': 'Books to read and borrow',
  '/channels/market': 'Crafts and specialities',
  '/channels/video': 'Films and videos',
  '/channels/audio': 'Music and recordings',
};
