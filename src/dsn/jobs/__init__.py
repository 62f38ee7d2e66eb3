"""What runs beside serving: housekeeping now; subscriptions, reminders and exports as they come."""
