/** The app setting (or group of settings) that says where the queues are, as the platform names connections. */
export const CONNECTION = 'ServiceBusConnection';
