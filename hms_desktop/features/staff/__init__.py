"""Who sees patients, where and when: doctors, departments, rooms, weekly hours, leave."""
